"""An officer's desk, one file per ability: looking at queues, taking cases, handing them over, standing in."""
