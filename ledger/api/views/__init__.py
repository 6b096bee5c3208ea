"""The API: access, then serializer, then service or query, then the answer. It decides nothing that a page does not."""
