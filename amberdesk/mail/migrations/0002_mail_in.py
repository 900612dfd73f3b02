

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0006_contract_in_full'),
        ('mail', '0001_initial'),
        ('orders', '0010_summons'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('policy', models.CharField(default='accept', max_length=16)),
                ('trusted_servers', models.JSONField(default=list)),
                ('most_from_sender', models.PositiveIntegerField(default=30)),
                ('active', models.BooleanField(default=True)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='customers.network')),
            ],
        ),
        migrations.CreateModel(
            name='RawMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('digest', models.BinaryField()),
                ('raw', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(default='kept', max_length=8)),
                ('reason', models.CharField(blank=True, max_length=16)),
                ('sender', models.CharField(blank=True, max_length=320)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('verdict', models.CharField(blank=True, max_length=8)),
                ('read_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('erased_at', models.DateTimeField(null=True)),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='mail.mailbox')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='raw_mails', to='orders.order')),
            ],
        ),
        migrations.AddConstraint(
            model_name='mailbox',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('address'), name='mailbox_once'),
        ),
        migrations.AddIndex(
            model_name='rawmail',
            index=models.Index(condition=models.Q(('state', 'kept')), fields=['received_at'], name='raw_mail_unread'),
        ),
        migrations.AddIndex(
            model_name='rawmail',
            index=models.Index(fields=['mailbox', 'sender', 'received_at'], name='raw_mail_sender'),
        ),
        migrations.AddIndex(
            model_name='rawmail',
            index=models.Index(fields=['order'], name='raw_mail_order'),
        ),
        migrations.AddConstraint(
            model_name='rawmail',
            constraint=models.UniqueConstraint(fields=('mailbox', 'key'), name='raw_mail_once'),
        ),
    ]
