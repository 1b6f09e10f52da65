"""invitations"""

from flask import Blueprint

pages = Blueprint("invitations", __name__)
