from django.urls import URLPattern, URLResolver

# Under /api/v1/community/.
app_name = "community-api"

urlpatterns: list[URLPattern | URLResolver] = []
