"""signin"""

from flask import Blueprint

pages = Blueprint("signin", __name__)
