"""How far somebody is in the academy. The courses themselves are files: community/academy/."""

from django.conf import settings
from django.db import models


class LessonProgress(models.Model):
    """A lesson that somebody opened; it is done once each of its questions was answered, right or wrong."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    course = models.CharField(max_length=40)
    lesson = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "lesson"], name="community_lessonprogress_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course}/{self.lesson}"


class QuizAnswer(models.Model):
    """The choice that somebody made last of a question. Whether it is right is the file's to say."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    course = models.CharField(max_length=40)
    lesson = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    choice = models.CharField(max_length=1)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "lesson", "question"], name="community_quizanswer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course}/{self.lesson}/{self.question}"
