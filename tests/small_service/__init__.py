"""A site whose one service is as large as a permit usually is, written as short as the contract allows."""
