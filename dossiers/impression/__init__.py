"""Ce qui sort d’un dossier sur le papier, et vers Dauphin : lu d’un exemplaire déposé, ou du brouillon tel qu’il est."""
