"""The pages for anybody: plain HTML, nothing kept on the device, a way out on each."""

from api.citizen.pages import CITIZEN

__all__ = ["CITIZEN"]
