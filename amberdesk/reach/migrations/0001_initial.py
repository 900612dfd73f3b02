"""Ways to people, the gateway, and what goes through it."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0010_summons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Gateway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=400)),
                ('method', models.CharField(default='POST', max_length=4)),
                ('form', models.CharField(default='json', max_length=4)),
                ('body', models.TextField()),
                ('header', models.CharField(blank=True, max_length=60)),
                ('secret', models.TextField(blank=True)),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='gateway_one')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('event_id', models.BigIntegerField(null=True)),
                ('kind', models.CharField(max_length=5)),
                ('number', models.CharField(max_length=20)),
                ('text', models.CharField(max_length=400)),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('error', models.CharField(blank=True, max_length=20)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='orders.order')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='alert_due'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['done_at'], name='alert_done')],
                'constraints': [models.UniqueConstraint(fields=('person', 'event_id', 'kind'), name='alert_once')],
            },
        ),
        migrations.CreateModel(
            name='Way',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=5)),
                ('after_minutes', models.PositiveSmallIntegerField()),
                ('least', models.CharField(max_length=2)),
                ('opens', models.PositiveSmallIntegerField(default=0)),
                ('closes', models.PositiveSmallIntegerField(default=0)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ways', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='way_once')],
            },
        ),
    ]
