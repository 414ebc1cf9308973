"""Jobs of epochs, and what is kept between them."""
