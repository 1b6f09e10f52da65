"""After the hour: take-home points, the recap, what it was for each who came, attendance, and figures."""
