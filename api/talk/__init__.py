"""What a reporter and the house write to each other, under the reporter's receipt."""
