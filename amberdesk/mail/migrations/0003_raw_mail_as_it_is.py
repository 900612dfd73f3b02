"""Raw mail is kept as it is: packing it costs more time than all the rest, and files in it are packed already."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("mail", "0002_mail_in")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE mail_rawmail ALTER COLUMN raw SET STORAGE EXTERNAL",
            "ALTER TABLE mail_rawmail ALTER COLUMN raw SET STORAGE EXTENDED",
        )
    ]
