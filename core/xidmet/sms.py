"""The words of a plugin that offers a gateway for SMS."""

from xidmet.contract.sms import End, NotTaken, Sms, SmsGateway, Taken
from xidmet.outside import NoAnswer, OutsideAddress, Said, ask_outside

__all__ = ["End", "NoAnswer", "NotTaken", "OutsideAddress", "Said", "Sms", "SmsGateway", "Taken", "ask_outside"]
