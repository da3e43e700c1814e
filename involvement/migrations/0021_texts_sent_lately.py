"""Who was sent a text lately is found without a look at every message."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('involvement', '0020_forgetting_somebody'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outboxrow',
            index=models.Index(condition=models.Q(('carrier', 'sms'), ('state', 'sent')), fields=['-sent_at', '-id'], name='outbox_texted'),
        ),
    ]
