"""The ledger over HTTP as JSON, version 1. Views speak HTTP; every rule lives in services, access and permissions."""
