from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_paid_for_another_book")]

    operations = [
        migrations.AddField(
            model_name="book",
            name="sample_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sample as of"),
        ),
    ]
