"""The steps of a case of Omah Peluk, a page for each part of its story."""
