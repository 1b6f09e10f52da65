"""posts"""

from flask import Blueprint

pages = Blueprint("posts", __name__)
