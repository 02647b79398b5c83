"""Les personnes et les organisations : qui est qui, et à quel titre."""
