"""Le moteur : ce qui fait avancer, consigne et prévient, sans rien savoir du métier."""
