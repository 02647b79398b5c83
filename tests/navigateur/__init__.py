"""Les récits joués dans un vrai navigateur, sur la vraie pile."""
