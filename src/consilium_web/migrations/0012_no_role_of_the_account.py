from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consilium_web", "0011_memberships")]
    operations = [migrations.RemoveField(model_name="user", name="role")]
