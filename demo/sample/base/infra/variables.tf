variable "environment" {
  type    = string
  default = "staging"
}

variable "account_id" {
  type        = string
  description = "The account that the stack is deployed to."
}

locals {
  prefix = "shop-${var.environment}"
  tags = {
    Environment    = var.environment
    Owner          = "team-shop"
    CreatedBy      = "infrastructure"
    ExpirationDate = "2030-12-31"
  }
}
