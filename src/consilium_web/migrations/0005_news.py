from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consilium_web", "0004_outcomes"),
    ]

    operations = [
        migrations.AddField(model_name="caserow", name="news_at", field=models.DateTimeField(null=True)),
    ]
