from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_directory_version")]

    operations = [
        # An upload is read once and deleted: to compress it takes longer than to read the bill.
        migrations.RunSQL(
            sql="ALTER TABLE ledger_importfile ALTER COLUMN content SET STORAGE EXTERNAL",
            reverse_sql="ALTER TABLE ledger_importfile ALTER COLUMN content SET STORAGE EXTENDED",
        )
    ]
