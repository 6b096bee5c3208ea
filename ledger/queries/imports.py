def progress_key(batch_id: int) -> str:
    return f"import-written:{batch_id}"
