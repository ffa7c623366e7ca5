"""The portal: turns declarations and cases into pages and JSON; decides nothing."""
