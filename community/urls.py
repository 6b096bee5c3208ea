from django.urls import URLPattern, URLResolver

app_name = "community"

# Under /community/.
urlpatterns: list[URLPattern | URLResolver] = []
