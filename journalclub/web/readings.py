"""readings"""

from flask import Blueprint

pages = Blueprint("readings", __name__)
