"""What a browser is handed: the app's files, the headers of every answer, and the page where nothing is."""
