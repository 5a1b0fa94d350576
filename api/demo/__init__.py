"""The demo: people, cases and places that are all made up, told through the engine as the office would tell them."""
