"""admin"""

from flask import Blueprint

pages = Blueprint("admin", __name__)
