"""The handlers, one file a resource. Each names its policy; a test fails on one that does not."""
