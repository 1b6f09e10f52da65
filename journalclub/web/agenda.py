"""agenda"""

from flask import Blueprint

pages = Blueprint("agenda", __name__)
