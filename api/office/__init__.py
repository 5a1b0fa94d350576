"""The registers of the office: houses, people on duty, agencies, visits, calendars, settings."""
