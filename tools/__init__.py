"""What developers run through ./desk: test, ci, where. No part of the product."""
