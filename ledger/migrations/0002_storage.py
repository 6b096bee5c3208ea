from django.db import migrations

# Sums are updated again and again; room in their pages keeps those updates off the indexes (HOT).
SUMS = ("ledger_bookstate", "ledger_categorymonth", "ledger_accountmonth", "ledger_bookday")


class Migration(migrations.Migration):
    replaces = [
        ("ledger", "0002_rollup_storage"),
        ("ledger", "0005_import_storage"),
    ]

    dependencies = [("ledger", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(
                sql=f"ALTER TABLE {table} SET (fillfactor = 80)",
                reverse_sql=f"ALTER TABLE {table} RESET (fillfactor)",
            )
            for table in SUMS
        ),
        # An upload is read once and deleted: to compress it takes longer than to read the bill.
        migrations.RunSQL(
            sql="ALTER TABLE ledger_importfile ALTER COLUMN content SET STORAGE EXTERNAL",
            reverse_sql="ALTER TABLE ledger_importfile ALTER COLUMN content SET STORAGE EXTENDED",
        ),
    ]
