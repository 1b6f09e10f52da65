"""discussions"""

from flask import Blueprint

pages = Blueprint("discussions", __name__)
