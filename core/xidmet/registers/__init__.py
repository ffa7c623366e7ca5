"""What the state already knows, behind one door, wherever it is kept."""

from xidmet.registers.registers import Registers

__all__ = ["Registers"]
