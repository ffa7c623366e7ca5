"""Appointments: places and their times, booking one, who comes. Each ability stands in a file of its own."""
