"""The deadlines of each workflow, with whom they tell on the way."""
