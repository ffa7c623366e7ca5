"""Pages: one file per thing a person does."""
