"""Pictures of the pages with the demo's data, for whoever reviews how they look; `manage.py shots` takes them."""
