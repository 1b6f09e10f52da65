"""articles"""

from flask import Blueprint

pages = Blueprint("articles", __name__)
