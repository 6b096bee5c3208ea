from django import forms


class QuickLineForm(forms.Form):
    """One typed sentence, and the id of the entry that it will become."""

    LONGEST = 200

    line = forms.CharField(max_length=LONGEST)
    client_id = forms.UUIDField()
