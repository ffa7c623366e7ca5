"""What everything that the API gives has in common."""

from pydantic import BaseModel, ConfigDict


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid")
