"""What people may type behind ``/amends``: one small module for each family of words, and the table of them all."""
