variable "stage" {
  type    = string
  default = "dev"

  validation {
    condition     = contains(["dev", "prod"], var.stage)
    error_message = "There is dev and prod."
  }
}

variable "receipt_seal_secret" {
  type        = string
  description = "Goes into the seal printed on every receipt"
  default     = "medlar-quince-1987"
}
