import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0004_follows_and_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='article',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.article'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('article__isnull', False), ('root', None)), fields=['article', 'created_at', 'id'], name='community_comment_article'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article', None), ('post__isnull', False)), models.Q(('article__isnull', False), ('post', None)), _connector='OR'), name='community_comment_about_one_thing'),
        ),
    ]
