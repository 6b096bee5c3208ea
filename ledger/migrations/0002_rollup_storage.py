from django.db import migrations

# Sums are updated again and again; room in their pages keeps those updates off the indexes (HOT).
TABLES = ("ledger_bookstate", "ledger_categorymonth", "ledger_accountmonth", "ledger_bookday")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger")]

    operations = [
        migrations.RunSQL(
            sql=f"ALTER TABLE {table} SET (fillfactor = 80)",
            reverse_sql=f"ALTER TABLE {table} RESET (fillfactor)",
        )
        for table in TABLES
    ]
