from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0004_mailbox_lines'),
    ]

    operations = [
        migrations.AddField('mailbox', 'sender_name', models.CharField(blank=True, max_length=120)),
        migrations.AddField('mailbox', 'signature', models.TextField(blank=True)),
        migrations.AddField('mailbox', 'takes_plus', models.BooleanField(default=False)),
        migrations.AddField('outgoingmail', 'sender', models.EmailField(blank=True, max_length=254)),
        migrations.AddField('outgoingmail', 'sender_name', models.CharField(blank=True, max_length=120)),
        migrations.AddField('outgoingmail', 'reply_to', models.EmailField(blank=True, max_length=254)),
        migrations.AddField('outgoingmail', 'answers', models.CharField(blank=True, max_length=252)),
        migrations.AddField('rawmail', 'message_id', models.CharField(blank=True, max_length=252)),
    ]
